package dev.latchkey.admin.apply;

import dev.latchkey.admin.client.ClientSection;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.group.GroupSection;
import dev.latchkey.admin.resource.ResourceSection;
import dev.latchkey.admin.scope.ScopeSection;
import dev.latchkey.admin.trustedhost.TrustedHostSection;
import java.util.List;

/**
 * The sections of a configuration file.
 *
 * @param clients also one of all
 * @param all in the order in which a file is exported, and rows are locked
 */
public record Sections(ClientSection clients, List<Section<?>> all) {

    /** The version of files that this program reads. */
    public static final long VERSION = 1;

    /** The sections for one run. */
    public static Sections of(ClientSection clients) {
        return new Sections(
                clients,
                List.of(
                        clients,
                        new ScopeSection(),
                        new ResourceSection(clients::isConfidential),
                        new TrustedHostSection(),
                        new GroupSection()));
    }
}
