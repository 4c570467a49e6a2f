// Imported first by every script: nothing else may load on a Node that cannot run it. Keep the syntax old here.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Leaseline needs Node 20.19 or newer; this is ${process.versions.node}\n` +
      'Install a current Node, for example from nodejs.org or with nvm install --lts, and run the command again\n',
  );
  process.exit(2);
}
