"""Rules that recognise a secret by its place in a known format: files of tools, directives, SQL, headers, keys."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.basic_credentials import find_basic_credentials
from nuon_notebook.redaction.heredocs import find_heredocs
from nuon_notebook.redaction.kubernetes import find_secret_data
from nuon_notebook.redaction.matchers import Pattern
from nuon_notebook.redaction.private_keys import find_cut_private_keys, find_json_web_keys
from nuon_notebook.redaction.rule import Expression, Rule

KUBERNETES_SECRET: Final = "Kubernetes Secret data"  # noqa: S105 - words for people
PRIVATE_KEY: Final = "private key"
SQL: Final = "password in SQL"
CONFIGURATION: Final = "secret in a configuration file"
LINE: Final = r"(?:^|\n|echo [\"'])[ \t]{0,40}+(?:[-#>][ \t]{1,4}+)?"
VALUE: Final = r"\\?[\"']?([^\s\"'\\;{}<>]{1,200}+)"

FORMAT_RULES: Final = (
    Rule(
        "bearer-token", "bearer token",
        Pattern(r"(?i:\bbearer)[ \t]{1,9}([A-Za-z0-9._~+/-]{12,}+=*)"),
        any_of=(Expression(r"bearer.{1,9}?[\w.~+/-]{12}"),),
    ),
    Rule(
        "basic-credentials", "user and password in base64", find_basic_credentials,
        any_of=("basic", "auth"),
    ),
    Rule(
        "basic-credentials-pair", "user and password",
        Pattern(
            r"(?i:\b(?:basic|http|cloud|proxy)[._-]?auth(?:entication)?|authident|\bauths?_pair)\\?[\"']?[ \t]{0,9}(?:=>|[:=])[ \t]{0,9}\\?[\"']?"
            r"[\w.@-]{1,60}:(?=[A-Za-z_]{0,99}+[^A-Za-z_\s\"'])([^\s\"'\\/,}:]{3,200}+)(?![:/])"
        ),
        any_of=("auth",), and_any_of=(":",),
    ),
    Rule(
        "gem-credentials", "user and password",
        Pattern(r"\bBUNDLE_[A-Z0-9_]{3,100}__[A-Z0-9_]{2,60}\\?[\"']?(?::[ \t]|=)[\"']?[\w.@-]{1,60}:([^\s\"'/:]{3,200}+)"),
        any_of=("bundle_",),
    ),
    Rule(
        "sql-password", SQL,
        Pattern(
            r"(?i:\b(?:password|identified(?: with[ \t]{1,9}\"?[\w]{1,60}\"?)?[ \t]{1,9}(?:by|as)(?: password)?))"
            r"(?:[ \t]{0,9}\([ \t]{0,9}|[ \t]{1,9})(?i:n)?(?:'([^'\n]{1,200}+)'|\\?\"([^\"\\\n]{1,200}+)\\?\")"
        ),
        any_of=("password", "identified"), and_any_of=("'", '"'),
    ),
    Rule(
        "sql-unquoted-password", SQL,
        Pattern(r"(?i:\b(?:create|alter|grant|connect)\b[^\n;]{1,200}?\bidentified[ \t]{1,9}by)[ \t]{1,9}((?!(?i:password|values)\b)[^\s'\"`;<>(){}&:$%]{1,200}+)"),
        any_of=("identified",),
    ),
    Rule(
        "sql-set-password", SQL,
        Pattern(r"(?i:\bset[ \t]{1,9}password)(?i:[ \t]{1,9}for[ \t]{1,9}[^\s=]{1,99})?[ \t]{0,9}=[ \t]{0,9}(?i:password)?[ \t(]{0,9}'([^'\n]{1,200}+)'"),
        any_of=("password",), and_any_of=("set",),
    ),
    Rule(
        "sql-set-column", SQL,
        Pattern(r"(?i:\b(?:password|passwd|pwd|pass)[ \t]{0,9}=[ \t]{0,9}(?:md5|sha[12]?|sha2|encode|crypt|password|hash)\()[ \t]{0,9}'([^'\n]{1,200}+)'"),
        any_of=("md5(", "sha", "crypt(", "encode(", "password(", "hash("), and_any_of=("pass", "pwd"),
    ),
    Rule(
        "sql-insert", SQL,
        Pattern(
            r"(?i:\binsert[ \t]{1,9}into[ \t]{1,9}[^\s(]{1,99}[ \t]{0,9}\([^)\n]{0,300}\b(?:password|passwd|secret|token|api_key)\b[^)\n]{0,300}\)"
            r"\s{0,20}values[ \t]{0,9})(\([^)\n]{1,400}\))"
        ),
        any_of=("insert",), and_any_of=("pass", "secret", "token", "key"),
    ),
    Rule(
        "mongo-auth", SQL,
        Pattern(r"\bdb\.(?:auth|changeUserPassword)\([ \t]*[\"'][^\"'\n]{1,99}[\"'],[ \t]*[\"']([^\"'\n]{1,200}+)[\"']"),
        any_of=("db.auth(", "db.changeuserpassword("),
    ),
    Rule(
        "netrc-password", "password in .netrc",
        Pattern(
            r"(?i:\b(?:(?:machine\s{1,20}[\w.:-]{1,200}+|default(?=\s{1,20}login))\s{1,20}(?:(?:login|account)\s{1,20}\S{1,200}+\s{1,20}){0,2}"
            r"password\s{1,9}+|login[ \t]{1,9}+\S{1,200}+[ \t]{1,9}+password[ \t]{1,9}+))(\S++)"
        ),
        any_of=("login", "machine"), and_any_of=("password",),
    ),
    Rule(
        "pgpass", CONFIGURATION,
        Pattern(r"(?:^|\n)(?:[\w.*-]{1,100}+|\[[\da-fA-F:]{2,40}\]):(?:\d{4,5}|\*):(?!\d+:)[\w.*-]{1,63}+:[\w.*@-]{1,63}+:([^\s:]{1,200}+)[ \t]{0,20}(?=\r?\n|\Z)"),
        any_of=(Expression(r":\d{4,5}:[\w.*-]{1,63}:"), ":*:"),
    ),
    Rule(
        "password-digest", "password hash",
        Pattern(r"\{(?:S?SHA(?:256|384|512)?|S?MD5|SMD5|CRYPT|PBKDF2[\w-]{0,10}|ARGON2)\}([\w+/=.$,-]{13,}+)"),
        any_of=(Expression(r"\{s?(?:sha|md5|smd5)"), "{crypt}", "{pbkdf2", "{argon2}"),
    ),
    Rule(
        "ldif-password", CONFIGURATION,
        Pattern(r"(?i:\b(?:userPassword|olcRootPW|sambaNTPassword|unicodePwd|krbPrincipalKey))::?[ \t]{1,9}([^\s{][^\s]{2,400}+)"),
        any_of=("userpassword:", "olcrootpw:", "sambantpassword:", "unicodepwd:", "krbprincipalkey:"),
    ),
    Rule(
        "directive", CONFIGURATION,
        Pattern(
            LINE + r"(?:(?:CONFIG SET )?requirepass|masterauth|bindpw|rootpw(?:[ \t]{1,9}--\w{1,20})?|rocommunity6?|rwcommunity6?|trapcommunity"
            r"|AuthLDAPBindPassword|AuthBasicPassword|ldap_bind_password|bind_password|snmp-server community|neighbor \S{1,99} password"
            r"|sentinel auth-pass \S{1,99}|insecure-password|enable (?:secret|password)(?: level \d{1,2})?(?! level)(?: \d)?"
            r"|(?:radius|tacacs)-server (?:host \S{1,99} )?key(?: \d)?|ip ospf authentication-key|pre-shared-key(?: address \S{1,60})? key"
            r"|d-i [\w./-]{1,99} password|[\w.-]{1,60} [\w.-]{1,60}/[\w.-]{0,60}password[\w-]{0,20} password)(?: \d)?[ \t]{1,9}" + VALUE
        ),
        any_of=(
            "requirepass", "masterauth", "bindpw", "rootpw", "community", "auth-pass", "enable", "-server", "ospf", "pre-shared-key",
            "password",
        ),
    ),
    Rule(
        "named-directive", CONFIGURATION,
        Pattern(
            LINE + r"(?:SetEnv|PassEnv|fastcgi_param|uwsgi_param|proxy_set_header|add_header|RequestHeader set|more_set_headers)[ \t]{1,9}"
            r"[\"']?(?i:[\w-]{0,60}(?:password|passwd|secret|token|api[-_]?key|access[-_]?key|authorization))[\"']?[ \t]{1,9}"
            r"(?:\"(?:(?i:basic|bearer)[ \t])?([^\"\n$]{2,300}+)\"|([^\s\"'$;{}]{2,300}+))"
        ),
        any_of=("setenv", "passenv", "_param", "_header", "requestheader"),
    ),
    Rule(
        "line-of-a-user", CONFIGURATION,
        Pattern(
            LINE + r"(?:stats auth \S{1,60}:|user \S{1,60} insecure-password |(?:user|ACL SETUSER) \S{1,60} (?:on )?>|com2sec6? \S{1,60} \S{1,60} "
            r"|createUser \S{1,60} (?:MD5|SHA[\d-]{0,4}) |username \S{1,60} (?:privilege \d{1,2} )?(?:secret|password) (?:\d )?"
            r"|(?:[^\s#]{1,99} ){0,2}: (?:PSK|EAP|XAUTH|NTLM) |(?:[^\s#]{1,99} )?: (?:PSK|EAP|XAUTH|NTLM) )" + VALUE
        ),
        any_of=(
            "stats auth", "insecure-password", "com2sec", "createuser ", "username ", Expression("user [^\n]{1,90}>"), "psk", "eap",
            "xauth", "ntlm",
        ),
    ),
    Rule(
        "snmp-user-privacy", CONFIGURATION,
        Pattern(LINE + r"createUser \S{1,60} (?:MD5|SHA[\d-]{0,4}) \S{1,99} (?:DES|AES[\d-]{0,4}) " + VALUE),
        any_of=("createuser",),
    ),
    Rule(
        "chap-secrets", CONFIGURATION,
        Pattern(r"(?:^|\n)\"[^\"\s]{1,60}\"[ \t]{1,9}(?:\*|[\w.-]{1,60}|\"[^\"\s]{1,60}\")[ \t]{1,9}\"?([^\s\"*]{3,200}+)\"?[ \t]{1,9}\*[ \t]{0,9}(?=\r?\n|\Z)"),
        any_of=(Expression(r"\*\s{0,9}(?:[\n\\\x1b]|\Z)"),), and_any_of=('"',),
    ),
    Rule(
        "mail-relay-password", CONFIGURATION,
        Pattern(r"(?:^|\n)\[?(?=[^\s]{0,60}(?:smtp|mail|relay)|[\w.-]{3,60}\]:\d)[\w.-]{3,100}+\]?(?::\d{2,5}+)?[ \t]{1,9}[\w.+-]{1,60}+(?:@[\w.-]{1,100}+)?:([^\s:/]{4,200}+)[ \t]{0,20}(?=\r?\n|\Z)"),
        any_of=("smtp", "mail", "relay", Expression(r"\]:\d{2,5}")), and_any_of=(":",),
    ),
    Rule(
        "chpasswd-inline-list", CONFIGURATION,
        Pattern(r"\bchpasswd:[^\n\[]{0,99}(?:\n[^\n\[]{0,99}){0,3}\blist:[ \t]{0,9}\[([^\]\n]{1,400}+)\]"),
        any_of=("chpasswd:",), and_any_of=("list:",),
    ),
    Rule(
        "chpasswd-list", CONFIGURATION,
        Pattern(r"(?:^|\n)[ \t]{0,20}chpasswd:[ \t]{0,9}\n(?:[ \t]{1,20}(?!list)[^\n]{0,99}\n){0,3}[ \t]{1,20}list:[ \t]{0,9}[|>]?[-+]?[ \t]{0,9}\n((?:[ \t]{1,40}(?:- )?[\"']?[\w.-]{1,60}:[^\s]{1,200}[ \t]{0,9}(?:\n|\Z)){1,100}+)"),
        any_of=("chpasswd:",), and_any_of=("list:",),
    ),
    Rule(
        "hex-routing-key", CONFIGURATION,
        Pattern(r"(?i:routing_?key)\\?[\"']?[ \t]{0,9}[:=][ \t]{0,9}\\?[\"']?([0-9a-zA-Z]{32})(?![0-9a-zA-Z])"),
        any_of=(Expression("routing_?key"),),
    ),
    Rule(
        "wireless-key", CONFIGURATION,
        Pattern(r"\biwconfig\b[^\n|;]{0,99}?[ \t]key[ \t]{1,9}(?:s:)?([^\s\"']{5,99}+)"),
        any_of=("iwconfig",),
    ),
    Rule(
        "generator-literals", KUBERNETES_SECRET,
        Pattern(r"secretGenerator:(?:[^\n]{0,200}\n){1,12}?[ \t]{0,40}(?:- )?literals:[ \t]{0,9}(?:\[([^\]\n]{1,400}+)\]|\n((?:[ \t]{0,40}- [\"']?[\w.-]{1,99}=[^\n]{0,400}(?:\n|\Z)){1,100}+))"),
        any_of=("secretgenerator",), and_any_of=("literals",),
    ),
    Rule(
        "odbc-password", CONFIGURATION,
        Pattern(r"(?i:\b(?:uid|user|driver|server|user id)=[^\n]{1,300}?;[ \t]{0,9}(?:pwd|password)=)\{(?![A-Za-z_.]{1,99}\})([^{}\n]{1,200}+)\}"),
        any_of=("pwd={", "password={"),
    ),
    Rule(
        "composer-token", CONFIGURATION,
        Pattern(r"[\"'](?:github|gitlab|bitbucket)-(?:oauth|token)[\"']\s{0,9}:\s{0,9}\{\s{0,99}[\"'][\w.-]{1,99}[\"']\s{0,9}:\s{0,9}[\"']([^\"'\n]{4,200}+)[\"']"),
        any_of=("-oauth", "-token"), and_any_of=("{",),
    ),
    Rule(
        "unseal-key", CONFIGURATION,
        Pattern(r"(?i:\bunseal key(?: \(?\d{1,2}\)?)?|\brecovery key(?: \d{1,2})?):[ \t]{1,9}([A-Za-z0-9+/=]{16,200}+)"),
        any_of=("unseal", "recovery"), and_any_of=("key",),
    ),
    Rule("cut-private-key", PRIVATE_KEY, find_cut_private_keys, any_of=("----end", "---- end"), and_any_of=("private",)),
    Rule("json-web-key", PRIVATE_KEY, find_json_web_keys, any_of=(Expression(r"kty\W"),)),
    Rule(
        "putty-private-key", PRIVATE_KEY,
        Pattern(r"Private-Lines:[ \t]{0,9}\d{1,4}+[ \t]{0,9}\r?\n((?:[ \t]{0,40}+[A-Za-z0-9+/=]{1,100}+[ \t]{0,9}(?:\r?\n|\Z)){1,200}+)"),
        any_of=("private-lines:",),
    ),
    Rule(
        "minisign-key", PRIVATE_KEY,
        Pattern(r"(?i:secret key)[^\n]{0,60}\r?\n[ \t]{0,40}(RWR[A-Za-z0-9+/=]{40,400}+)"),
        any_of=("rwr",), and_any_of=("secret",),
    ),
    Rule(
        "der-private-key", PRIVATE_KEY,
        Pattern(
            r"(?<![A-Za-z0-9+/])((?:MII[A-Za-z0-9+/]{3}IBA(?:AK|DA|zC)|MII[A-Za-z0-9+/]{3}DBOBgkqhkiG9w0BBQ|MI[GH][A-Za-z0-9+/]{1,2}AgEAM"
            r"|MHcCAQEE|MIGkAgEBBD|MC4CAQAwBQYDK2V|b3BlbnNzaC1rZXktdjE)[A-Za-z0-9+/]{16,}+(?:\s{1,60}[A-Za-z0-9+/=]{16,100}){0,200}+=*)"
        ),
        any_of=("mii", "mig", "mih", "mhc", "mc4caqawbqydk2v", "b3blbnnzac1rzxktdje"),
    ),
    Rule(
        "named-key-file", PRIVATE_KEY,
        Pattern(
            r"(?:(?i:\.key|\.p12|\.pfx|\.jks|\.keystore|pkcs_?12|pfx[\w-]{0,20}|keystore[\w-]{0,20}|privkey))\\?[\"']?[ \t]{0,9}[:=]"
            r"[ \t]{0,9}(?:[|>][-+]?[ \t]{0,9}\n[ \t]{0,60})?\\?[\"']?(MII[A-Za-z0-9+/]{13,}+(?:\s{1,60}[A-Za-z0-9+/=]{16,100}){0,200}+=*)"
        ),
        any_of=(".key", ".p12", ".jks", "pkcs", "pfx", "keystore", "privkey"), and_any_of=("mii",),
    ),
    Rule("heredoc", CONFIGURATION, find_heredocs, any_of=("<<",), and_any_of=("cat", "read")),
    Rule(
        "kubernetes-secret", KUBERNETES_SECRET, find_secret_data,
        any_of=(Expression(r"kind.{0,31}secret"),),
    ),
)  # fmt: skip
