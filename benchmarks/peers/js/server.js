/* A peer behind Express: node server.js PORT PEER MENU [REDIS_URL].
   MENU is a JSON file of screens, [[typed so far, screen], …], each one key longer than the one before it.
   Without a Redis the sessions lie in the memory of this process. */
'use strict';

const fs = require('fs');
const express = require('express');
const { inMemory, inRedis } = require('./sessions');

const [port, peer, file, redis] = process.argv.slice(2);
const UssdMenu = require(peer);

/* What its README gives to menu.state(): the screen, and where each key leads. Each screen looks the call up
   and notes the key that was pressed, as ours does. */
function states(screens) {
  return screens.map(([typed, screen], at) => {
    const [kind, text] = [screen.slice(0, 3), screen.slice(4)];
    const after = at + 1 < screens.length ? screens[at + 1][0] : null;
    const next = after === null ? {} : { [after.split('*').pop()]: after };
    const run = async ({ menu, val }) => {
      await menu.session.get('screen');
      await menu.session.set('screen', `${typed}|${val}`);
      kind === 'END' ? menu.end(text) : menu.con(text);
    };
    return [typed, { run, next }];
  });
}

/* One menu for all requests, as the README has it, shows one caller another's screen as soon as the store is
   asynchronous: the menu keeps the request in itself. So each request has its own. */
function answering(known, sessions) {
  return (args, answer) => {
    const menu = new UssdMenu();
    menu.sessionConfig(sessions);
    for (const [name, options] of known) {
      name === '' ? menu.startState(options) : menu.state(name, options);
    }
    menu.on('error', (error) => { throw error; });
    menu.run(args, answer);
  };
}

async function main() {
  const sessions = redis ? await inRedis(redis) : inMemory();
  const run = answering(states(JSON.parse(fs.readFileSync(file, 'utf8'))), sessions);
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  app.post('/ussd', (request, response) => run(request.body, (screen) => response.send(screen)));
  app.listen(Number(port), '127.0.0.1');
}

main();
