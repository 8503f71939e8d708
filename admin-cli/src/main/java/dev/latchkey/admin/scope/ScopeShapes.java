package dev.latchkey.admin.scope;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;

/** What the commands of this package print. */
public final class ScopeShapes {

    public static final Shape<Described> DESCRIBED = Shape.of("described scope", Described::scope)
            .column("scope", Kind.STRING, "The scope.", Described::scope)
            .column("description", Kind.STRING, "What it allows, in words for users.", Described::description);

    public static final Shape<Changed> CHANGED = Shape.of("changed scope", Changed::scope)
            .column("scope", Kind.STRING, "The scope.", Changed::scope)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    /** A scope and what it allows. */
    public record Described(String scope, String description) {}

    /** A scope whose description was to be changed. */
    public record Changed(String scope, boolean changed) {}

    private ScopeShapes() {}
}
