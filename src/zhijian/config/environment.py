"""What the operator sets: read once, typed, refused with a clear list of what is missing or wrong."""

import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlparse

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[3]


class Environment(BaseSettings):
    """Settings from the environment; every name is ``ZHIJIAN_`` plus the field's, except ``DATABASE_URL``.

    The embedded database is used unless ``DATABASE_URL`` is given.
    """

    model_config = SettingsConfigDict(env_prefix="ZHIJIAN_", extra="ignore")

    home: Path = Field(default=PROJECT / "var", description="folder for database, evidence, keys, fonts and logs")
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL", description="PostgreSQL server")
    database_owner_url: str | None = Field(
        default=None, validation_alias="DATABASE_OWNER_URL", description="the same server as owner of the tables"
    )
    db_name: str = Field(default="zhijian", description="database name inside the embedded server")
    db_as_owner: bool = Field(default=False, description="connect as the owner of the tables (migrations only)")
    demo: bool = Field(default=False, description="demonstration mode: role cards, demo outbox, red banner")
    debug: bool = Field(default=False, description="development only; never in production")
    public_url: str = Field(default="http://127.0.0.1:8000", description="address under which people reach it")
    allowed_hosts: str = Field(default="127.0.0.1,localhost,[::1]", description="host names, separated by commas")
    secret_key: str | None = Field(default=None, description="≥ 50 characters; made and kept in home if not given")
    port: int = Field(default=8000, description="port of the web server")
    web_workers: int = Field(default=2, description="web worker processes")
    checkpoint_dirs: str = Field(default="", description="further folders for audit checkpoints, separated by commas")
    sms_adapter: Literal["outbox", "http"] = Field(
        default="outbox", description="how SMS leave: demo outbox or gateway"
    )
    sms_url: str = Field(default="", description="https address of the SMS gateway")
    sms_account: str = Field(default="", description="account at the SMS gateway")
    sms_secret: str = Field(default="", description="key that signs requests to the SMS gateway")
    sms_sign: str = Field(default="智监", description="signature (短信签名) before each SMS")
    fonts: Path = Field(default=PROJECT / "var" / "fonts", description="folder of the fonts that papers are set in")
    static: Path = Field(default=PROJECT / "web" / "apps", description="folder that holds the built web apps")

    @model_validator(mode="after")
    def _gateway_is_complete(self) -> Self:
        if self.sms_adapter == "http" and not (
            self.sms_url.startswith("https://") and self.sms_account and self.sms_secret
        ):
            raise ValueError(
                "选择 http 短信网关时，须设置 https 的 ZHIJIAN_SMS_URL、ZHIJIAN_SMS_ACCOUNT 和 ZHIJIAN_SMS_SECRET"
            )
        return self

    def host_names(self) -> list[str]:
        """The host names the server answers to."""
        return [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]

    def kept_secret(self) -> str:
        """The signing secret: given, or made on first start and kept readable by the owner only."""
        if self.secret_key:
            if len(self.secret_key) < 50:
                raise SystemExit("ZHIJIAN_SECRET_KEY 太短：至少 50 个字符。")
            return self.secret_key
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            fresh = secrets.token_urlsafe(64)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(fresh)
        return path.read_text().strip()

    def database(self) -> dict[str, object]:
        """Django's connection settings for the database."""
        url = self.database_owner_url if self.db_as_owner and self.database_owner_url else self.database_url
        if url:
            return _from_url(url)
        return {
            "HOST": str(self.embedded_socket_dir()),
            "PORT": "",
            "NAME": self.db_name,
            "USER": "zhijian_owner" if self.db_as_owner else "zhijian_app",
            "PASSWORD": "",
        }

    def embedded_home(self) -> Path:
        """Where the embedded server keeps its files."""
        return self.home / "postgresql"

    def embedded_socket_dir(self) -> Path:
        """Where the embedded server's socket lies; a socket path may not exceed about 100 bytes."""
        inside = self.embedded_home() / "run"
        if len(str(inside)) < 80:
            return inside
        digest = hashlib.sha256(str(inside).encode()).hexdigest()[:16]
        return Path("/tmp") / f"zhijian-{digest}"  # noqa: S108 (a folder of mode 0700 is made there)


def _from_url(url: str) -> dict[str, object]:
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SystemExit("DATABASE_URL 不对：应为 postgresql://用户:口令@主机:端口/库名。")
    return {
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The settings of this process; ends the start with a list of what is wrong."""
    try:
        return Environment()
    except ValidationError as error:
        lines = "\n".join(f"- {'.'.join(map(str, item['loc']))}：{item['msg']}" for item in error.errors())
        raise SystemExit(f"设置有误，不能启动：\n{lines}") from error
