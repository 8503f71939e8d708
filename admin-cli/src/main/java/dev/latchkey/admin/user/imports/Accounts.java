package dev.latchkey.admin.user.imports;

import dev.latchkey.core.account.Arrival;
import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.family.Scopes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The accounts of the database, to which an import adds. */
public interface Accounts {

    /** The ids of those accounts that there are, by their names. */
    Map<String, UUID> findIds(List<String> usernames);

    /** What these groups give together. */
    Scopes scopesOf(List<String> groups);

    /**
     * Adds accounts in one transaction.
     *
     * @param appSecrets those of the authenticator apps that are added with them, in the order of the users; null for none
     * @return the result for each, in their order
     */
    List<Arrival> add(List<NewUser> users, List<byte @Nullable []> appSecrets);
}
