cluster_endpoint_public_access = true
node_labels = { pool = "default" }
argocd_password = "@secret(sandbox-variable)"
