import hashlib
import hmac
import pickle
import random
import secrets
import uuid

import numpy


def drawn():
    # ruleid: guessable-secret
    code = random.randint(0, 9999)
    # ruleid: guessable-secret
    token = random.Random(1)
    # ruleid: guessable-secret
    name = uuid.uuid1()
    # ruleid: guessable-secret
    chance = numpy.random.default_rng(int(name))
    # ok: guessable-secret
    order = numpy.random.default_rng(1)
    # ok: guessable-secret
    return secrets.token_hex(16), code, token, name, chance, order, random.uniform(-1, 1)


def compared(token, known, row):
    # ruleid: slow-comparison
    if token == known:
        return True
    # ruleid: slow-comparison
    if row.signature != known:
        return False
    # ok: slow-comparison
    return hmac.compare_digest(token, known)


def hashed(number, message, body):
    # ruleid: bare-hash-of-a-number
    first = hashlib.sha256(number.encode())
    # ruleid: bare-hash-of-a-number
    second = hashlib.sha256(message.urn)
    # ok: bare-hash-of-a-number
    third = hashlib.sha256(body)
    # ruleid: weak-hash
    fourth = hashlib.md5(body)
    # ruleid: weak-hash
    fifth = hmac.new(b"key", body, "sha1")
    # ok: weak-hash
    return first, second, third, fourth, fifth, hmac.new(b"key", body, "sha256")


def opened(body):
    # ruleid: unpickled
    pickle.loads(body)
    # ruleid: unpickled
    eval(body)
    # ok: unpickled
    return int(body)
