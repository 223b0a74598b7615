"""What stands where a secret could stand and is none; and what else of the text stays when a secret is masked."""

from __future__ import annotations

from nuon_notebook.redaction.masking import MASK, mask_text
from nuon_notebook.redaction.scanner import contains_secret
from tests.redaction.rule_examples import X

HARMLESS = {
    "command lines": [
        "docker login -u x --password-stdin < token.txt", 'docker login -u x -p "$TOKEN"', "docker login -u x -p ${TOKEN}",
        "echo $TOKEN | docker login --password-stdin", 'echo "$TOKEN" | gh auth login --with-token', "mysql -u root -p app",
        "vault login -method=userpass username=bob", "az login --identity", "mkdir -p /opt/app && docker login registry",
        "unzip app.zip -d out", "ssh-keygen -y -f privatekey.pem", "net use", "redis-cli ping", "gpg --batch --verify x.sig x",
        "kubectl create secret generic x --from-file=key.pem", "aws ssm put-parameter --type String --name /a --value blue",
        "git config --global user.name bob", "npm config set registry https://registry.npmjs.org", "set -e",
        "pulumi config set region eu-west-1", "curl -u $USER:$TOKEN https://h", "echo hello | tee log.txt",
        "msbuild /p:Configuration=Release", "Remove-Item x -WhatIf:$check_mode", "ansible-playbook --ask-vault-pass site.yml",
        "VERSION=$(echo 1.2.3)", "ConvertTo-SecureString $plain -AsPlainText -Force",
    ],
    "URLs": [
        "http://localhost:8080/path@v2", "https://h/x?page=2&code=404", "https://h/x?key=name", "https://h/x?sort=key",
        "oci://registry:5000/app@sha256:abc", "git+ssh://git@host:acme/web@v1", "docker://image:tag", "jdbc:oracle:thin:@db:1521:x",
    ],
    "YAML": [
        "x: &base\n  image: app\ny: *base", "password: *pw", "- name: DB_PASSWORD\n  valueFrom: x\n- value: blue\n  name: COLOUR",
        "- value: blue\n  name: COLOUR\n- name: DB_PASSWORD\n  valueFrom: x", "secrets:\n  db:\n    file: ./db.txt",
        "secrets:\n  enabled: true\n  provider: vault", "? colour\n: blue", "{name: colour, value: blue}",
        "password:\n  description: The password of the database\n  type: string", "tokens:\n  cpu: 100", "basic_auth: enabled",
        "auth: oauth2", "key: value", "env:\n- name: AUTH_MODE\n  value: oidc",
    ],
    "files": [
        "main.c:10:5:error:expected", "default login password is on page 3", "machine learning and password policies",
        'variable "region" {\n  default = "eu-west-1"\n  validation {\n    condition = true\n  }\n}',
        'output "endpoint" {\n  value = "https://h"\n}', '{"value": "https://h", "sensitive": false}', "enable password level 15",
        "ip address 10.0.0.1 255.255.255.0", "<name>region</name><value>eu</value>", '<add key="Region" value="eu"/>',
        "proxy_set_header Authorization $http_authorization;", "SetEnv APP_MODE production", "first_pass = 3", "led_pin = 13",
        "routing_key: orders.created", "Each product is identified by its name.", "SELECT password FROM users",
        "insert into colours (name) values ('blue')",
    ],
    "source code": [
        'os.getenv("API_TOKEN")', 'get("colour", "blue")', 'token || ""', 'client.read_secret("app/db")', "#define TOKEN_LENGTH 32",
        "expect(page).toContain('password'); send()", "auth=(user, password)", "const token = await getToken()",
    ],
    "keys and base64": [
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----", "ssh_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI",
        '{"kty": "RSA", "n": "a1B2a1B2a1B2a1B2a1B2", "e": "AQAB"}', "data: UkVHSU9OPWV1LXdlc3QtMQpERUJVRz1mYWxzZQo=",
        "data: REJfUEFTU1dPUkQ9JHtEQl9QQVNTV09SRH0K", "line of text\n-----END PUBLIC KEY-----",
    ],
}  # fmt: skip


def test_what_only_stands_where_a_secret_could_is_none() -> None:
    failures = [(kind, text) for kind, texts in HARMLESS.items() for text in texts if contains_secret(text)]

    assert failures == []


MASKED = {
    f"docker login -u bob -p {X} ghcr.io": f"docker login -u bob -p {MASK} ghcr.io",
    f"echo {X} | docker login --password-stdin": f"echo {MASK} | docker login --password-stdin",
    f"vault kv put app a={X} b={X}": f"vault kv put app a={MASK} b={MASK}",
    f"postgres://bob:a/{X}@db/x": f"postgres://bob:{MASK}@db/x",
    f"- value: {X}\n  name: DB_PASSWORD": f"- value: {MASK}\n  name: DB_PASSWORD",
    f"x: &pw {X}\npassword: *pw": f"x: &pw {MASK}\npassword: *pw",
    f'password: "aB\\\n  {X}"\ncolour: blue': f'password: "{MASK}"\ncolour: blue',
    f"password: aB\n  {X}\ncolour: blue": f"password: {MASK}\ncolour: blue",
    f"TOKEN=$(cat <<EOF\n{X}\nEOF\n)\nA=b": f"TOKEN=$(cat <<EOF\n{MASK}\nEOF\n)\nA=b",
    f"db:5432:app:bob:{X}\n": f"db:5432:app:bob:{MASK}\n",
    f"<password>\n  {X}\n</password>": f"<password>\n  {MASK}\n</password>",
    f"['--password', '{X}', '--wait']": f"['--password', '{MASK}', '--wait']",
}


def test_what_stands_around_a_secret_stays() -> None:
    assert {text: mask_text(text) for text in MASKED} == MASKED
