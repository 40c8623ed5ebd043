"""The closed lists, refusals and actors that every other part of the domain uses."""
