package dev.latchkey.server.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account as its owner sees it, in JSON.
 *
 * @param scopes of the access token that asks; after a registration those of the account
 */
record AccountView(
        UUID id,
        String username,
        @Nullable String email,
        @JsonProperty("full_name") @Nullable String fullName,
        Collection<String> scopes) {}
