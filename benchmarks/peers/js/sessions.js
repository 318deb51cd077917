/* Where a peer keeps its sessions: the two ways that its README names. */
'use strict';

exports.inMemory = () => {
  const sessions = {};
  return {
    start: (id, done) => { if (!(id in sessions)) sessions[id] = {}; done(); },
    get: (id, key, done) => done(null, sessions[id][key]),
    set: (id, key, value, done) => { sessions[id][key] = value; done(); },
    end: (id, done) => { delete sessions[id]; done(); },
  };
};

exports.inRedis = async (url) => {
  const { createClient } = require('redis');
  const client = await createClient({ url }).connect();
  return {
    start: (_id, done) => done(),
    get: (id, key) => client.hGet(id, key),
    set: (id, key, value) => client.hSet(id, key, value),
    end: (id) => client.del(id),
  };
};
