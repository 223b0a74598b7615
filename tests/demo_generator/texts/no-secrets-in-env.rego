package policies.no_secrets_in_env

# checked against the registry with token @secret(policy-document)
deny contains message if {
  some variable in input.spec.template.spec.containers[_].env
  endswith(variable.name, "_PASSWORD")
  variable.value
  message := sprintf("%s is set in the clear", [variable.name])
}
