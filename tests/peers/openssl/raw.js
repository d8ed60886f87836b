// Bytes as they are, over TCP.
//   node raw.js HOST:PORT TEXT [UNTIL [COUNT]]
// Sends TEXT, in which \r, \n and \xHH stand for bytes, and prints what comes until it has UNTIL or the other side closes; on COUNT
// connections, all at once. Exit status 1 after 20 s.
'use strict';
const net = require('net');
const [where, text, until, count] = process.argv.slice(2);
const [host, port] = where.split(':');
const bytes = Buffer.from(text.replace(/\\x(..)|\\r|\\n/g, (all, hex) =>
  (hex ? String.fromCharCode(parseInt(hex, 16)) : all === '\\r' ? '\r' : '\n')), 'latin1');
let open = Number(count || 1);
setTimeout(() => process.exit(1), 20000).unref();
for (let i = open; i > 0; i--) {
  const socket = net.connect(Number(port), host, () => socket.write(bytes));
  let got = '';
  socket.on('data', chunk => { got += chunk.toString('latin1'); if (until && got.includes(until)) socket.destroy(); });
  socket.on('error', () => {});
  socket.on('close', () => { process.stdout.write(got); open--; });
}
