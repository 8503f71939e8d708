package dev.latchkey.core.text;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** JSON of callers: a name that comes twice in an object, or a value that is nested too deep, is an error. */
public final class StrictJson {

    private StrictJson() {}

    /**
     * A factory of parsers that refuse such texts.
     *
     * @param mostLevels how deep objects and lists may be nested
     */
    public static JsonFactory factory(int mostLevels) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(mostLevels)
                        .build())
                .build();
    }
}
