/** Deliveries soon enough to watch, and late enough to see them wait. */
const BEHAVIOUR = { throttling: { enabled: false }, delivery: { wuyingSeconds: [2, 3], cenSeconds: [2, 3] } };
/** The longest time in which nothing changes that the recording keeps. */
const LONGEST_STILL_MS = 1_000;
const TO_READ_MS = 3_500;
const PAID = 'hangzhou-desktops';

const SCENES = [
  { command: 'leaseline plan examples/quickstart/1-hangzhou-desktops.yaml' },
  { command: 'leaseline apply examples/quickstart --yes --wait' },
  { command: `leaseline show ${PAID}` },
  { command: '# Now the order is paid on the billing page of the vendor, which is the simulator here.', pays: true },
  { command: `leaseline paid ${PAID}`, goesOn: true },
  { command: `leaseline timeline ${PAID}` },
  { command: `leaseline resize ${PAID} 20 --dry-run` },
  { command: 'leaseline list' },
];

/** Plays the quick start. Gives the commands, and the screens with how long each is to be seen. */
export async function playSession(terminal, system) {
  await system.simulate('behaviour', BEHAVIOUR);
  const read = new Set();
  await terminal.untilPrompt();
  for (const { command, pays, goesOn } of SCENES) {
    if (!goesOn) {
      await terminal.clear();
      await terminal.untilPrompt();
    }
    await terminal.type(command);
    await terminal.enter();
    if (pays) await pay(system);
    await terminal.untilPrompt();
    read.add(terminal.frames.at(-1));
  }
  const screens = terminal.frames.map((one, index) => {
    const stillMs = (terminal.frames[index + 1]?.atMs ?? one.atMs) - one.atMs;
    return { ...one.frame, forMs: Math.round(read.has(one) ? TO_READ_MS : Math.min(stillMs, LONGEST_STILL_MS)) };
  });
  return { commands: SCENES.map(({ command }) => command), screens };
}

async function pay({ leaseline, simulate }) {
  const { orderId } = JSON.parse(await leaseline('show', PAID, '--json'));
  await simulate(`orders/${orderId}/pay`, {});
}
