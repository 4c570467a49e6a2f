/** What `plan` and `apply` say of bandwidths. */
export const RESIZE_HELP = `
A bandwidth that the file says otherwise than what runs is changed, for what that costs, after the approval a policy asks for. What
somebody has changed in the vendor's console is told, and changed back with --revert-drift only.`;

export const REVERT_DRIFT = [
  '--revert-drift',
  "change back bandwidths that were changed in the vendor's console",
] as const;
