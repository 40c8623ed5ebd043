"""The print agent: polls for attempts, prints their badges, and reports each outcome."""
