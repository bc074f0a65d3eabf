"""Deputies (代理): who stands in for an officer or approver of the bureau, from which day to which, by which paper."""
