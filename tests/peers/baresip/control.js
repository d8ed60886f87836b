// Steers baresip by its module ctrl_tcp: netstrings of JSON.
//   node control.js HOST:PORT STEP...
// A step is a command of baresip with its parameters, "dial sip:x@y"; "+CALL_ESTABLISHED" waits for that event, which may have come
// since the last one that was waited for. All events are printed. Exit status 1 after 20 s without the event, or if a command fails.
'use strict';
const net = require('net');
const [where, ...steps] = process.argv.slice(2);
const [host, port] = where.split(':');
const socket = net.connect(Number(port), host);
let bytes = Buffer.alloc(0), sent = 0, wakes;
const events = [], answers = [];
const wake = () => { const w = wakes; wakes = undefined; if (w) w(); };
const fail = why => { console.log(`FAIL: ${why}`); process.exit(1); };

function take() {
  for (;;) {
    const colon = bytes.indexOf(':'), length = Number(bytes.subarray(0, colon));
    if (colon < 0 || bytes.length < colon + 1 + length + 1) return;
    const message = JSON.parse(bytes.subarray(colon + 1, colon + 1 + length));
    bytes = bytes.subarray(colon + 1 + length + 1);
    if (message.event) console.log(`event ${message.type} ${message.param || ''}`);
    (message.event ? events : answers).push(message);
  }
}

// The first of the queue that fits, taken off with all before it.
async function next(queue, fits, what) {
  const until = Date.now() + 20000;
  for (;;) {
    const at = queue.findIndex(fits);
    if (at >= 0) return queue.splice(0, at + 1)[at];
    const left = until - Date.now();
    if (left <= 0) fail(`no ${what}`);
    await new Promise(done => { wakes = done; setTimeout(done, left); });
  }
}

async function run() {
  console.log('connected');
  for (const step of steps) {
    console.log(`step ${step}`);
    if (step[0] === '+') {
      await next(events, event => event.type === step.slice(1), step.slice(1));
      continue;
    }
    const space = step.indexOf(' '), token = String(++sent);
    const text = JSON.stringify({ command: space < 0 ? step : step.slice(0, space), params: space < 0 ? '' : step.slice(space + 1), token });
    socket.write(`${Buffer.byteLength(text)}:${text},`);
    const answer = await next(answers, one => one.token === token, `answer to ${step}`);
    if (!answer.ok) fail(`${step}: ${answer.data}`);
  }
  process.exit(0);
}

socket.on('data', chunk => { bytes = Buffer.concat([bytes, chunk]); take(); wake(); });
socket.on('error', error => fail(error.message));
socket.on('close', () => fail('baresip has closed the connection'));
socket.on('connect', run);
