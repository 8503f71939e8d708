package dev.latchkey.admin.user;

import dev.latchkey.core.account.UserClaims;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A claim about a user that is to be set or removed.
 *
 * @param value empty to remove it
 */
record UserClaim(String name, String value) {

    /** Reads {@code NAME=VALUE}. */
    static final class Converter implements ITypeConverter<UserClaim> {

        @Override
        public UserClaim convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new TypeConversionException(
                        "a claim and its value are expected, like given_name=Alice, or given_name= to remove it.");
            }
            var claim = new UserClaim(text.substring(0, equals), text.substring(equals + 1));
            try {
                claim.applyTo(UserClaims.NONE);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
            return claim;
        }
    }

    private UserClaims applyTo(UserClaims claims) {
        return claims.with(name, value);
    }

    /** {@code claims} with these changes, one after the other; everything else stays. */
    static UserClaims apply(List<UserClaim> changes, UserClaims claims) {
        UserClaims changed = claims;
        for (UserClaim change : changes) {
            changed = change.applyTo(changed);
        }
        return changed;
    }
}
