package dev.latchkey.admin.apply;

import dev.latchkey.admin.apply.Plan.Line;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;

/** What the commands of this package print. */
public final class PlanShapes {

    static final Shape<Line> LINE = Shape.<Line>of("plan", line -> line.section() + "/" + line.name())
            .column(
                    "action",
                    Kind.STRING,
                    "+ for what is added, ~ for what is changed, - for what is deleted.",
                    Line::action)
            .column("section", Kind.STRING, "The section of the object.", Line::section)
            .column("name", Kind.STRING, "The name of the object.", Line::name)
            .column(
                    "field",
                    Kind.STRING,
                    "A field of it, one a line; null when there is none to tell. live_sign_ins are those that end.",
                    Line::field)
            .column("old", Kind.ANY, "Its value before; null when there was none. Never a secret.", Line::before)
            .column("new", Kind.ANY, "Its value after; null when there is none. Never a secret.", Line::after);

    /** For the reference page. */
    public static final Shape<?> PLAN = LINE;

    private PlanShapes() {}
}
