import logging
import sys
import traceback
import warnings


def told(log, error, spell):
    # ruleid: words-of-an-error
    log.exception("failed", channel="sms")
    # ruleid: words-of-an-error
    log.error("failed", exc_info=True)
    # ruleid: words-of-an-error
    log.error("failed", error_code=str(error))
    # ruleid: words-of-an-error
    log.warning("failed", error_code=repr(error))
    # ruleid: words-of-an-error
    traceback.print_exc()
    # ruleid: words-of-an-error
    logging.exception("failed")
    # ok: words-of-an-error
    log.error("failed", error_code=type(error).__name__)


def quoted(log, spell, body, sender):
    # ruleid: words-of-a-person
    log.info("came", text=body)
    # ruleid: words-of-a-person
    log.warning("came", channel="sms", sender=sender)
    # ruleid: words-of-a-person
    spell.seen(url=body)
    # ok: words-of-a-person
    log.info("came", channel="sms", bytes=len(body))


def aloud(body):
    # ruleid: printed
    print(body)
    # ruleid: printed
    sys.stdout.write(body)
    # ruleid: printed
    warnings.warn(body)
    # ok: printed
    return body


def rung(queue, body):
    # ruleid: job-with-data
    queue.enqueue("workers.jobs.drain", body)
    # ruleid: job-with-data
    queue.enqueue("workers.jobs.drain", args=(body,))
    # ruleid: job-with-data
    queue.enqueue_many([body])
    # ok: job-with-data
    queue.enqueue("workers.jobs.drain", description="", result_ttl=0)
