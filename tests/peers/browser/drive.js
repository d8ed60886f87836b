// Chromium without a screen, with a page in which JsSIP is a telephone. It is steered through the pipe of the DevTools protocol.
//   node drive.js MODULES HOST:PORT STEP...
// MODULES has node_modules/jssip; the page is served from HOST:PORT, which is its origin. A step is a command of page.js with its words,
// or "+NAME", which waits for that event, which may have come since the last one that was waited for. All events are printed. Exit
// status 1 after 20 s without the event, or if a command fails. SPKI in the environment is the hash of a key whose certificates are taken
// without an authority.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const path = require('path');
const bundle = require('./bundle.js');
const [modules, where, ...steps] = process.argv.slice(2);
const [host, port] = where.split(':');
const profile = fs.mkdtempSync('profile-'); // of the folder that it works in

const browser = spawn('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream', '--remote-debugging-pipe', `--user-data-dir=${path.resolve(profile)}`,
  ...(process.env.SPKI ? [`--ignore-certificate-errors-spki-list=${process.env.SPKI}`] : []), 'about:blank'],
{ stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
let last = '';
browser.stderr.on('data', text => { last = (last + text).slice(-2000); });

function end(status) {
  process.exitCode = status;
  server.close();
  server.closeAllConnections();
  browser.removeAllListeners('exit');
  browser.once('exit', () => process.exit(status));
  browser.kill(status ? 'SIGKILL' : 'SIGTERM');
}
function fail(why) { console.log(`FAIL: ${why}`); end(1); }
browser.on('error', error => { console.log(`FAIL: ${error.message}`); process.exit(1); });
browser.on('exit', () => { console.log(`FAIL: the browser has ended: ${last}`); process.exit(1); });
process.on('SIGTERM', () => end(1));

// ---- The protocol: JSON with a NUL behind it, each way ----

let sent = 0, bytes = Buffer.alloc(0), wake = () => {};
const answers = new Map(), events = [];

function send(method, params, sessionId) {
  const id = ++sent;
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((done, failed) => answers.set(id, message =>
    (message.error ? failed(new Error(`${method}: ${message.error.message}`)) : done(message.result))));
}

function take(message) {
  if (message.id) answers.get(message.id)(message);
  if (message.method === 'Runtime.exceptionThrown') fail(message.params.exceptionDetails.exception.description);
  if (message.method === 'Page.loadEventFired') { events.push('loaded'); wake(); }
  if (message.method !== 'Runtime.consoleAPICalled') return;
  const text = message.params.args.map(one => one.value).join(' ');
  console.log(text);
  if (text.startsWith('event ')) { events.push(text.split(' ')[1]); wake(); }
}

browser.stdio[4].on('data', chunk => {
  bytes = Buffer.concat([bytes, chunk]);
  for (let at; (at = bytes.indexOf(0)) >= 0; bytes = bytes.subarray(at + 1)) take(JSON.parse(bytes.subarray(0, at)));
});

async function event(name) {
  const until = Date.now() + 20000;
  for (;;) {
    const at = events.indexOf(name);
    if (at >= 0) { events.splice(0, at + 1); return; }
    if (Date.now() >= until) throw new Error(`no ${name}`);
    await new Promise(done => { wake = done; setTimeout(done, until - Date.now()); });
  }
}

// ---- The page ----

const texts = {
  '/': '<!doctype html><script src="jssip.js"></script><script src="page.js"></script>',
  '/jssip.js': bundle(modules, 'jssip'),
  '/page.js': fs.readFileSync(path.join(__dirname, 'page.js')),
};
const server = http.createServer((request, response) => {
  const text = texts[request.url];
  response.writeHead(text ? 200 : 404, { 'Content-Type': request.url === '/' ? 'text/html' : 'text/javascript' });
  response.end(text);
});

async function evaluate(expression, sessionId) {
  const result = await send('Runtime.evaluate', { expression, awaitPromise: true }, sessionId);
  if (result.exceptionDetails) throw new Error(`${expression}: ${result.exceptionDetails.exception.description}`);
  return result.result.value;
}

async function run() {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  await send('Page.enable', {}, sessionId);
  await send('Runtime.enable', {}, sessionId);
  await send('Page.navigate', { url: `http://${where}/` }, sessionId);
  await event('loaded');
  console.log(`ready ${await evaluate('JsSIP.version', sessionId)} ${await evaluate('navigator.userAgent', sessionId)}`);
  for (const step of steps) {
    console.log(`step ${step}`);
    if (step[0] === '+') await event(step.slice(1));
    else await evaluate(`step(${JSON.stringify(step)})`, sessionId);
  }
  end(0);
}

server.listen(Number(port), host, () => run().catch(error => fail(error.message)));
