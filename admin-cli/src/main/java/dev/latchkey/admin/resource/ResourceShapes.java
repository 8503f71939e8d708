package dev.latchkey.admin.resource;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.resource.ResourceListing;

/** What the commands of this package print. */
public final class ResourceShapes {

    public static final Shape<ResourceListing> RESOURCE = Shape.<ResourceListing>of(
                    "resource", one -> one.resource().uri())
            .column(
                    "uri",
                    Kind.STRING,
                    "What clients send, compared exactly.",
                    one -> one.resource().uri())
            .column(
                    "scopes",
                    Kind.STRINGS,
                    "The scopes that mean something there.",
                    one -> one.resource().scopes().tokens())
            .column("created_at", Kind.TIME, "Since when.", ResourceListing::createdAt)
            .column(
                    "name",
                    Kind.STRING,
                    "What people know it by, or null.",
                    one -> one.resource().name());

    public static final Shape<Changed> CHANGED = Shape.of("changed resource", Changed::uri)
            .column("uri", Kind.STRING, "What clients send.", Changed::uri)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    /** A resource that was to be changed. */
    public record Changed(String uri, boolean changed) {}

    private ResourceShapes() {}
}
