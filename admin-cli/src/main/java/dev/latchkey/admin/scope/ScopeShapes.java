package dev.latchkey.admin.scope;

import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.consent.ScopeDescription;
import java.util.List;

/** What the commands of this package print. */
public final class ScopeShapes {

    /** What an administrator decides about a scope. */
    static final List<Setting<ScopeDescription>> SETTINGS = List.of(
            Setting.<ScopeDescription>column("scope", Kind.STRING, "The scope.", ScopeDescription::scope)
                    .always(),
            Setting.<ScopeDescription>column(
                            "description",
                            Kind.STRING,
                            "What it allows, in words for users.",
                            ScopeDescription::description)
                    .always());

    public static final Shape<ScopeDescription> DESCRIBED =
            Shape.of("described scope", ScopeDescription::scope).with(Setting.fields(SETTINGS));

    public static final Shape<Changed> CHANGED = Shape.of("changed scope", Changed::scope)
            .column("scope", Kind.STRING, "The scope.", Changed::scope)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    /** A scope whose description was to be changed. */
    public record Changed(String scope, boolean changed) {}

    private ScopeShapes() {}
}
