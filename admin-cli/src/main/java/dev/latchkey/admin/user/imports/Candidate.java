package dev.latchkey.admin.user.imports;

import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.credential.ImportedHash;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account that is to be added, before the work that its password takes.
 *
 * @param user without a hash
 * @param hash that another system made; null when there is none
 * @param password to be hashed, normalised; null when there is none
 * @param appSecret of an authenticator app; null when there is none
 * @param oldId in the other system, when that is no UUID; else null
 * @param fromUs whether an administrator made the file, who knows which users have no password
 * @param kept the fields that the account gets
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Candidate(
        long line,
        NewUser user,
        @Nullable ImportedHash hash,
        @Nullable String password,
        byte @Nullable [] appSecret,
        @Nullable String oldId,
        Set<String> kept,
        List<LeftOut> leftOut,
        boolean fromUs) {

    Candidate {
        kept = Set.copyOf(kept);
        leftOut = List.copyOf(leftOut);
    }

    /** Whether it takes a hash of ours to store it. */
    boolean takesHashing() {
        return password != null || (hash != null && hash.isWeak());
    }

    /** Whether there is a hash or a password. */
    boolean hasPassword() {
        return password != null || hash != null;
    }

    String username() {
        return user.username().value();
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "Candidate[" + username() + "]";
    }
}
