package dev.latchkey.admin.group;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.Database;
import dev.latchkey.core.group.GroupListing;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey group show}. */
record ShowGroup(Session session) {

    @Command(
            description = "Show one group and its members.",
            footer = {"Examples:", "  latchkey group show ops", "  latchkey group show ops --limit 0 -o json"})
    int show(@Parameters(paramLabel = "GROUP", description = "Its name.") String name, @Mixin Limit limit) {
        Database database = session.database();
        GroupListing group = Lookup.group(database, name);
        List<String> usernames = new ArrayList<>();
        database.transactions().run(() -> {
            usernames.clear();
            database.access().groups().forEachMember(name, limit.value(), member -> usernames.add(member.username()));
        });
        session.output().show(GroupShapes.DETAILED, new GroupShapes.DetailedGroup(group, usernames));
        return ExitCode.DONE;
    }
}
