"""The JSON API: one ninja API with problem+json, tokens with scopes, paging by cursor."""
