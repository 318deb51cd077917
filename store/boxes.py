"""A sealed box: whoever has the public key closes it, and only the private one opens it (P29).

X25519 with a key made for the one box (RFC 7748), HKDF-SHA256 over both public keys, AES-256-GCM; as with
libsodium's `crypto_box_seal`, who closed it can be neither known nor proven.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import LasomiError

KEY_BYTES = 32
_NONCE = bytes(12)
"""Each box has a key of its own, which closes nothing else."""


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def close(public: bytes, plain: bytes, name: str) -> bytes:
    """A box that opens under this name only."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    ours = once.public_key().public_bytes_raw()
    return ours + AESGCM(_derived(shared, ours + public)).encrypt(_NONCE, plain, name.encode())


def open_(private: bytes, box: bytes, name: str) -> bytes:
    """Raises LasomiError `seal_broken` when it was changed, cut, renamed, or is somebody else's."""
    ours, body = box[:KEY_BYTES], box[KEY_BYTES:]
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        shared = key.exchange(X25519PublicKey.from_public_bytes(ours))
        sealer = AESGCM(_derived(shared, ours + key.public_key().public_bytes_raw()))
        return sealer.decrypt(_NONCE, body, name.encode())
    except (InvalidTag, ValueError) as error:
        raise LasomiError("seal_broken", name) from error


def _derived(shared: bytes, between: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, between, b"lasomi box v1").derive(shared)
