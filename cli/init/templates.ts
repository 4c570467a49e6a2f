/** The files `leaseline init` writes. Each must pass our own checks as it stands (test/cli/init.test.ts). */
export const TEMPLATES: Readonly<Record<string, string>> = {
  'leaseline.yaml': `# Accounts, policies and timing. Secrets are never written here: name an environment variable or a file.

accounts:
  my-alibaba:
    vendor: alibaba
    site: international # or domestic: which billing site the account belongs to
    credentials: default # the vendor's own chain (environment, profile, instance role); or:
    # credentials: { accessKeyIdEnv: MY_ALI_KEY, accessKeySecretEnv: MY_ALI_SECRET }
    # credentials: { accessKeyIdFile: /run/secrets/key, accessKeySecretFile: /run/secrets/secret }
    orders: { resend: ask } # an order whose answer was lost: a person decides; afterProof: sent again once it is proved absent
    # payer: HQ treasury # who pays, for leaseline plan and leaseline funding; without it the account's own name
    # payerTimeZone: Europe/Berlin # whose days leaseline funding counts in and reminders keep; without it UTC
    # channel: reseller # prices the vendor names are then its list prices
    # products: { cen: { priceModules: [{ code: MODULE, config: "CODE:{bandwidth}" }] } } # what billing wants to price a CEN plan
    # calendar: { cen: { deductsBefore: 9d, grace: 7d, unpaidOrder: 7d } } # what this site's vendor does by itself, and when
    # observeOnly: true # watch and remind, never spend
    # inventory: { wuyingRegions: [cn-hangzhou], cen: true } # leaseline strays looks here too, not only where packages of ours are
    # endpoints: # for the simulator on this machine (leaseline up) instead of the vendor
    #   { ecd: "http://127.0.0.1:7801", cbn: "http://127.0.0.1:7801", bss: "http://127.0.0.1:7801" }

  my-surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: MY_UCLOUD_PUBLIC, privateKeyEnv: MY_UCLOUD_PRIVATE }
    # inventory: { projects: [org-abc123] }
    # endpoints: { api: "http://127.0.0.1:7801/ucloud" }

# A package that names a policy is ordered only after somebody said yes (leaseline approve NAME).
policies:
  production: {} # { bridge: true } is a standing approval: when nobody answers, the shortest term may be bought

# When somebody who must act before a term ends is reminded; those a day or more ahead keep to working days.
reminders: { ladder: [21d, 14d, 7d, 3d, 1d, 2h], timeZone: UTC, workingDays: [Mon, Tue, Wed, Thu, Fri] }

# How often and how patiently the clouds are asked. These are the defaults.
timing:
  sweep: { busy: 5s, idle: 6h } # while something is under way; while all is quiet
  orderProofWindow: 10m # how long an order whose fate is unknown may still turn up
  requestTimeout: 65s
  activityTimeout: 90s
  credentialProbe: 15m # how often the key of each account is tried

# Who is told when a package needs somebody, and once a day how all stand; see docs/notifications.md.
notifications:
  # webhooks:
  #   - { name: network team, url: "https://ops.example.com/leaseline", secretEnv: MY_OPS_SECRET }
  #   - { name: night shift, urlFile: /run/secrets/night-shift, kinds: [alarm] } # of reminder, approval, payment, alarm, settled, digest
  # email:
  #   - { host: smtp.example.com, from: leaseline@example.com, to: [ops@example.com], userEnv: MY_MAIL_USER, passwordEnv: MY_MAIL_PASSWORD }
  # consoleUrl: https://leaseline.example.com # for the links in mails
  digest: { at: "08:00", timeZone: UTC } # or: off
  # heartbeat: { url: "https://monitor.example.com/ping/leaseline", every: 1h } # silence there means trouble here
`,
  'temporal.yaml': `# Where Temporal runs. TEMPORAL_ADDRESS and the other TEMPORAL_* variables override this file.

mode: embedded # a server that \`leaseline up\` starts and keeps on this machine
retention: 90d # how long it remembers packages that have ended

# mode: external # a cluster of your own, or Temporal Cloud
# address: temporal.example.com:7233
# namespace: default
# tls: true # or { serverName, caFile, certFile, keyFile }
# apiKeyEnv: TEMPORAL_API_KEY
# encryption: { keys: [{ id: k1, keyEnv: LEASELINE_PAYLOAD_KEY }] } # with mode: external; or: off (docs/encryption.md)
# deployment: { name: leaseline, versioned: true } # packages stay with the build that began their run (docs/upgrades.md)

worker: { workflowTaskSlots: 40, activityTaskSlots: 100, orderTaskSlots: 10, cachedWorkflows: 1000, shutdownGrace: 10s }

# schedules: # runs that order the packages of some files again and again (docs/recurring-runs.md)
#   - { name: exam-season, cron: "0 8 1 mar,sep *", timeZone: UTC, packages: [packages/exams] }
`,
  'packages/example.yaml': `# One bandwidth package. Check it with: leaseline plan packages/
# Several may stand in one file, separated by a line of three dashes.

apiVersion: leaseline/v1
kind: BandwidthPackage
name: example-desktops # unique; letters, digits, hyphens
product: wuying # wuying | cen | ugn
account: my-alibaba # from leaseline.yaml
labels: { team: network, priority: 3 } # priority: 1 is the most important line (default 5); leaseline funding
order: # the vendor's own parameters
  regionId: cn-hangzhou
  bandwidth: 10 # Mbps
  # officeSiteId: cn-hangzhou+dir-3633530001
  payType: PrePaid # or PostPaid
  internetChargeType: PayByBandwidth
  period: 1
  periodUnit: Month
  autoPay: false # false: the order waits until a person pays it
lifecycle:
  payment: { within: 5d, remindEvery: 12h, onTimeout: cancel } # or: keepWaiting
  ready: { within: 30m }
  atTermEnd: ask # ask | renew | release | lapse | vendorAutoRenew
# approval: production # a policy from leaseline.yaml
`,
};
