// What the page does with JsSIP. Each thing that happens is a line on the console: "event NAME DETAIL".
'use strict';
let ua, session;
const say = (name, detail) => console.log(`event ${name} ${detail || ''}`);
const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };

function take(one) {
  session = one.session;
  for (const name of ['progress', 'accepted', 'confirmed', 'hold', 'unhold', 'reinvite'])
    session.on(name, event => say(name, `${event.originator || ''} ${event.response ? event.response.status_code : ''}`));
  for (const name of ['ended', 'failed'])
    session.on(name, event => say(name, `${event.originator} ${event.cause} ${event.message ? event.message.status_code || event.message.method : ''}`));
  for (const name of ['createofferfailed', 'createanswerfailed', 'setlocaldescriptionfailed', 'setremotedescriptionfailed'])
    session.on(`peerconnection:${name}`, error => say(name, error));
  if (one.originator === 'remote') say('incoming', one.request.from.uri.toString());
}

const commands = {
  // open URL ADDRESS [PASSWORD]
  open(url, address, password) {
    ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(url)], uri: address, password, register: false,
      connection_recovery_min_interval: 3600, connection_recovery_max_interval: 3600 });
    for (const name of ['connected', 'disconnected', 'registered', 'unregistered', 'registrationFailed'])
      ua.on(name, event => say(name, event.response ? event.response.status_code : event.cause || ''));
    ua.on('newRTCSession', take);
    ua.start();
  },
  register() { ua.register(); },
  unregister() { ua.unregister(); },
  call(address) { ua.call(address, media); },
  answer() { session.answer(media); },
  refuse() { session.terminate({ status_code: 486 }); },
  hangup() { session.terminate(); },
  hold() { if (!session.hold()) throw new Error('it cannot be held'); },
  unhold() { if (!session.unhold()) throw new Error('it is not held'); },
  close() { ua.stop(); },
};
window.step = text => { const [name, ...words] = text.split(' '); commands[name](...words); };
