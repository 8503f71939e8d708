package dev.latchkey.admin.group;

import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.group.Group;
import dev.latchkey.core.group.GroupListing;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** What the commands of this package print. */
public final class GroupShapes {

    /** What an administrator decides about a group. */
    static final List<Setting<Group>> SETTINGS = List.of(
            Setting.<Group>column("name", Kind.STRING, "As tokens have it.", Group::name)
                    .always(),
            Setting.column(
                    "scopes",
                    Kind.STRINGS,
                    "What each member may be granted by it.",
                    group -> group.scopes().tokens()));

    public static final Shape<GroupListing> GROUP = group("group", one -> one);

    public static final Shape<DetailedGroup> DETAILED = group("group in detail", DetailedGroup::group)
            .field(
                    "usernames",
                    Kind.STRINGS,
                    "The names of its members, at most as many as --limit says.",
                    DetailedGroup::usernames);

    public static final Shape<Changed> CHANGED = Shape.of("changed group", Changed::name)
            .column("name", Kind.STRING, "Its name.", Changed::name)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    public static final Shape<ChangedMember> CHANGED_MEMBER = Shape.of("changed member", ChangedMember::userId)
            .column("group", Kind.STRING, "The name of the group.", ChangedMember::group)
            .column("username", Kind.STRING, "Whose account it is.", ChangedMember::username)
            .field("id", Kind.UUID, "The account's id.", ChangedMember::userId)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", ChangedMember::changed);

    /** A group and some of its members. */
    public record DetailedGroup(GroupListing group, List<String> usernames) {

        /** Members that do not change any more. */
        public DetailedGroup {
            usernames = List.copyOf(usernames);
        }
    }

    /** A group that was to be changed. */
    public record Changed(String name, boolean changed) {}

    /** A member that was to be added or removed. */
    public record ChangedMember(String group, String username, UUID userId, boolean changed, String words) {}

    private GroupShapes() {}

    private static <T> Shape<T> group(String name, Function<T, GroupListing> of) {
        return Shape.<T>of(name, row -> of.apply(row).group().name())
                .with(SETTINGS.stream()
                        .map(setting ->
                                setting.in((T row) -> of.apply(row).group()).field())
                        .toList())
                .column(
                        "members",
                        Kind.INTEGER,
                        "How many users are in it.",
                        row -> of.apply(row).members())
                .column(
                        "created_at",
                        Kind.TIME,
                        "Since when.",
                        row -> of.apply(row).createdAt());
    }
}
