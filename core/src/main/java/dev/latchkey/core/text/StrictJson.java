package dev.latchkey.core.text;

import java.io.DataInput;
import java.io.InputStream;
import java.io.Reader;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;

/**
 * JSON of callers: a name that comes twice in an object, a value that is nested too deep, or a text that is not
 * {@linkplain WholeText whole}, is an error.
 */
public final class StrictJson {

    private StrictJson() {}

    /**
     * A factory of parsers that refuse such texts.
     *
     * @param mostLevels how deep objects and lists may be nested
     */
    public static JsonFactory factory(int mostLevels) {
        return new Factory(JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(mostLevels)
                        .build()));
    }

    private static final class Factory extends JsonFactory {

        private static final long serialVersionUID = 1L;

        Factory(JsonFactoryBuilder builder) {
            super(builder);
        }

        @Override
        protected JsonParser _createParser(ObjectReadContext context, IOContext io, InputStream in) {
            return new WholeTextParser(super._createParser(context, io, in));
        }

        @Override
        protected JsonParser _createParser(ObjectReadContext context, IOContext io, Reader in) {
            return new WholeTextParser(super._createParser(context, io, in));
        }

        @Override
        protected JsonParser _createParser(
                ObjectReadContext context, IOContext io, char[] text, int offset, int length, boolean recyclable) {
            return new WholeTextParser(super._createParser(context, io, text, offset, length, recyclable));
        }

        @Override
        protected JsonParser _createParser(
                ObjectReadContext context, IOContext io, byte[] text, int offset, int length) {
            return new WholeTextParser(super._createParser(context, io, text, offset, length));
        }

        @Override
        protected JsonParser _createParser(ObjectReadContext context, IOContext io, DataInput in) {
            return new WholeTextParser(super._createParser(context, io, in));
        }
    }
}
