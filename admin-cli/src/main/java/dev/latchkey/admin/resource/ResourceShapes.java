package dev.latchkey.admin.resource;

import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.ResourceListing;
import java.util.List;

/** What the commands of this package print. */
public final class ResourceShapes {

    /** What an administrator decides about a resource. */
    static final List<Setting<Resource>> SETTINGS = List.of(
            Setting.<Resource>column("uri", Kind.STRING, "What clients send, compared exactly.", Resource::uri)
                    .always(),
            Setting.<Resource>column(
                            "scopes",
                            Kind.STRINGS,
                            "The scopes that mean something there.",
                            resource -> resource.scopes().tokens())
                    .always(),
            Setting.column("name", Kind.STRING, "What people know it by, or null.", Resource::name),
            Setting.column(
                    "served_by",
                    Kind.STRING,
                    "The client id of the client that is this API and may exchange tokens that it is sent (RFC 8693), or null.",
                    Resource::servedBy));

    public static final Shape<ResourceListing> RESOURCE = Shape.<ResourceListing>of(
                    "resource", one -> one.resource().uri())
            .with(SETTINGS.stream()
                    .map(setting -> setting.in(ResourceListing::resource).field())
                    .toList())
            .column("created_at", Kind.TIME, "Since when.", ResourceListing::createdAt);

    public static final Shape<Changed> CHANGED = Shape.of("changed resource", Changed::uri)
            .column("uri", Kind.STRING, "What clients send.", Changed::uri)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    /** A resource that was to be changed. */
    public record Changed(String uri, boolean changed) {}

    private ResourceShapes() {}
}
