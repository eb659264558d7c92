"""What a change does to the policy that it will be judged by once it is merged."""
