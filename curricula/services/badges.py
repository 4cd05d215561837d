"""Open Badges 3.0: a certificate as a signed credential that any wallet holds and any program checks.

The key pair is the provider's own (ECDSA P-256, JWS algorithm ES256). The private half is kept encrypted with the
installation's secret; a new secret makes a new pair, and what older ones signed stays good.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from openbadgeslib.ob3 import credential as ob3
from openbadgeslib.ob3 import status_list
from openbadgeslib.ob3.signer import OB3Signer
from sqlalchemy import select

from curricula import models
from curricula.domain.certificates import FRAMEWORK, FRAMEWORK_URL, LIST_SIZE, Kind, framework_code
from curricula.queries.certificates import CertificateInfo, revoked_serials
from lms.kernel import db

CONTEXTS = tuple(ob3.OB3_CONTEXT[:2])

LIST_LASTS = timedelta(days=7)
"""After that a kept copy of a status list is no longer believed: an old one cannot bring a revoked badge back."""


@dataclass(frozen=True)
class Place:
    """Where a provider's credentials are looked up: the address of this installation and the provider's id."""

    base_url: str
    provider_id: str

    @property
    def issuer(self) -> str:
        """Who signs: the address of her profile and her keys."""
        return f"{self.base_url}/credentials/{self.provider_id}"

    def status(self, number: int) -> str:
        """A status list."""
        return f"{self.issuer}/status/{number}"

    def check(self, code: str) -> str:
        """What the code on the paper leads to."""
        return f"{self.base_url}/c/{code}"


@dataclass(frozen=True)
class Words:
    """What is told about the achievement, in the language of the certificate."""

    description: str
    criteria: str


def credential(one: CertificateInfo, place: Place, *, secret: str, words: Words, now: datetime) -> str:
    """The signed credential as a compact JWT. Makes the provider's key pair on first use."""
    number, index = divmod(one.serial, LIST_SIZE)
    badge = ob3.OpenBadgeCredential(
        id=place.check(one.code),
        issuer=ob3.Issuer(place.issuer, one.statement.provider, url=place.base_url),
        recipient_id=None,
        identifiers=[ob3.IdentityObject(identity_hash=one.statement.name, identity_type="name", hashed=False)],
        achievement=_achievement(one, place, words),
        issuance_date=one.issued_at,
        credential_status=[status_list.status_entry(place.status(number), "revocation", index)],
    )
    signer = _own_signer(place.provider_id, secret) or OB3Signer(_new_pair(secret, now), "ES256")
    return signer.sign(badge)


def _achievement(one: CertificateInfo, place: Place, words: Words) -> ob3.Achievement:
    code = framework_code(one.statement.level)
    aligned = [ob3.Alignment(f"CEFR {code}", FRAMEWORK_URL, FRAMEWORK, code)] if code else []
    kind = "CertificateOfCompletion" if one.statement.kind is Kind.MODULE else "Certificate"
    return ob3.Achievement(
        id=f"{place.issuer}/achievements/{one.module_key}",
        name=one.statement.title,
        description=words.description,
        criteria_narrative=words.criteria,
        achievement_type=kind,
        alignments=aligned,
        tags=[tag for tag in (one.statement.language, code) if tag],
    )


def status_list_of(place: Place, number: int, *, secret: str, now: datetime) -> str | None:
    """The signed list of what was revoked; nothing before the first credential was signed with the secret in force."""
    signer = _own_signer(place.provider_id, secret)
    if signer is None:
        return None
    listed = status_list.build_status_list_credential(
        place.issuer,
        place.status(number),
        "revocation",
        revoked_serials(place.provider_id, number),
        LIST_SIZE,
        issued=now,
        valid_until=now + LIST_LASTS,
    )
    claims = {**listed, "iss": place.issuer, "jti": place.status(number), "nbf": int(now.timestamp())}
    return signer.sign_payload(claims)


def _own_signer(provider_id: str, secret: str) -> OB3Signer | None:
    """The newest key of a provider that this secret opens."""
    for row in _keys(provider_id):
        if (pem := _opened(row.private_pem, secret)) is not None:
            return OB3Signer(pem, "ES256")
    return None


def _keys(provider_id: str) -> list[models.SigningKey]:
    return list(
        db.session().scalars(
            select(models.SigningKey)
            .where(models.SigningKey.provider_id == provider_id)
            .order_by(models.SigningKey.made_at.desc())
        )
    )


def _opened(pem: str, secret: str) -> bytes | None:
    """The private key in the clear, for the signer; nothing where another secret closed it."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), secret.encode())
    except ValueError:
        return None
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _new_pair(secret: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    closed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret.encode()),
    )
    db.session().add(
        models.SigningKey(
            id=db.new_id(),
            private_pem=closed.decode(),
            public_jwk=ECAlgorithm.to_jwk(key.public_key(), as_dict=True),
            made_at=now,
        )
    )
    db.session().flush()
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
