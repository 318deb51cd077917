import os
import smtplib
import socket
import ssl
import subprocess

import httpx
import requests


def started(name):
    # ruleid: shell
    subprocess.run(f"ls {name}", shell=True)
    # ruleid: shell
    os.system(name)
    # ok: shell
    subprocess.run(["ls", name], check=True)


def asked(url, seconds):
    # ruleid: no-timeout
    requests.post(url, allow_redirects=False)
    # ruleid: no-timeout
    httpx.Client()
    # ruleid: no-timeout
    smtplib.SMTP("mail.example", 25)
    # ruleid: no-timeout
    socket.create_connection(("mail.example", 25))
    # ok: no-timeout
    httpx.Client(timeout=seconds)
    # ruleid: waits-for-ever
    httpx.Client(timeout=None)
    # ok: waits-for-ever
    requests.post(url, timeout=seconds, allow_redirects=False)


def followed(url):
    # ruleid: follows
    requests.get(url, timeout=5)
    # ruleid: follows
    httpx.Client(timeout=5, follow_redirects=True)
    # ok: follows
    requests.get(url, timeout=5, allow_redirects=False)


def trusted(url):
    # ruleid: unchecked-certificate
    requests.get(url, timeout=5, allow_redirects=False, verify=False)
    # ruleid: unchecked-certificate
    mode = ssl.CERT_NONE
    # ok: unchecked-certificate
    return ssl.create_default_context(), mode


def kept(response, token, secure):
    # ruleid: open-cookie
    response.set_cookie("__Host-lasomi", token)
    # ruleid: open-cookie
    response.set_cookie("__Host-lasomi", token, secure=secure, httponly=False, samesite="lax")
    # ok: open-cookie
    response.set_cookie("__Host-lasomi", token, path="/", secure=secure, httponly=True, samesite="lax")
