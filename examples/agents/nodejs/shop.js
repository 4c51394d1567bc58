// A program for Pyroscope's agent to look at: busy with prices for as long as it is told.
const Pyroscope = require('@pyroscope/nodejs');

Pyroscope.init({
  serverAddress: process.env.PGOHUB_URL || 'http://localhost:8080',
  appName: process.env.PYROSCOPE_APPLICATION_NAME || 'shop-nodejs',
  tags: { version: '1.2', hostname: require('os').hostname() },
  // Without it there is no CPU time in the profiles.
  wall: { collectCpuTime: true },
  flushIntervalMs: 5000,
});
Pyroscope.start();

function prices(count) {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += Math.sqrt(i) % 3;
  }
  return sum;
}

const end = Date.now() + Number(process.argv[2]) * 1000;

function work() {
  const pause = Date.now() + 100;
  while (Date.now() < pause) {
    prices(10000);
  }
  if (Date.now() < end) {
    setImmediate(work);
  } else {
    Pyroscope.stop().then(() => process.exit(0));
  }
}

work();
