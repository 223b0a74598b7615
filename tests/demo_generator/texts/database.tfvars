# Values that all customers share.
engine            = "postgres"
allocated_storage = 200
monitoring        = true
maintenance       = "sun:03:00-sun:04:00"
replica_password  = "@secret(terraform-file)"
