# One referral.
