// The modules of JsSIP as one script for a page: `bundle(folder, name)`, of what npm has installed in the folder.
'use strict';
const fs = require('fs');
const path = require('path');

function file(at) {
  for (const end of ['', '.js', '.json', '/index.js'])
    if (fs.existsSync(at + end) && fs.statSync(at + end).isFile()) return at + end;
  throw new Error(`no module ${at}`);
}

// Where a module finds another: beside it, or as a package, of which browsers may take another file than node does.
function resolve(folder, from, name) {
  if (name[0] === '.') return file(path.join(path.dirname(from), name));
  const home = path.join(folder, 'node_modules', name);
  const about = JSON.parse(fs.readFileSync(path.join(home, 'package.json')));
  return file(path.join(home, typeof about.browser === 'string' ? about.browser : about.main || 'index.js'));
}

function bundle(folder, name) {
  const modules = {}, texts = [];
  const first = resolve(folder, folder, name);
  for (const todo = [first]; todo.length;) {
    const at = todo.pop();
    if (modules[at]) continue;
    modules[at] = {};
    const text = fs.readFileSync(at, 'utf8');
    if (at.endsWith('.json')) {
      texts.push(`${JSON.stringify(at)}: [module => { module.exports = ${text}; }, {}]`);
      continue;
    }
    for (const [, other] of text.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g))
      if (!modules[at][other]) todo.push(modules[at][other] = resolve(folder, at, other));
    texts.push(`${JSON.stringify(at)}: [(module, exports, require) => {${text}\n}, ${JSON.stringify(modules[at])}]`);
  }
  return `const modules = {${texts.join(',\n')}}, loaded = {};
function load(at) {
  if (!loaded[at]) {
    const module = loaded[at] = { exports: {} };
    modules[at][0](module, module.exports, name => load(modules[at][1][name]));
  }
  return loaded[at].exports;
}
window.JsSIP = load(${JSON.stringify(first)});`;
}

module.exports = bundle;
