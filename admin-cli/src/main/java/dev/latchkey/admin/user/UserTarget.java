package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.account.User;

/** The account that a verb changes. */
final class UserTarget {

    /** Of the argument that names it. */
    static final String DESCRIPTION = "A username, an id or the beginning of one.";

    private UserTarget() {}

    static Target of(User user, Session session) {
        return new Target(session, "user", user.username(), user.id(), UserShapes.CHANGED);
    }
}
