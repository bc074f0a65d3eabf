"""The State Council's yearly notices of holidays and make-up working days, as the bureau entered them."""
