package dev.latchkey.server;

import dev.latchkey.server.edge.ManagementPort;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.cbor.JacksonCborHttpMessageConverter;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** What controllers read and write. */
@Configuration(proxyBeanMethods = false)
class ControllerConfiguration {

    private static final List<MediaType> JSON = List.of(MediaType.APPLICATION_JSON);

    /**
     * Controllers give JSON, whatever a request accepts: a 406 would come after the change is made. They take JSON alone: the
     * library for passkeys brings CBOR along, in which a byte is an object. On the management port there are other formats.
     */
    @Bean
    WebMvcConfigurer jsonAlone() {
        HeaderContentNegotiationStrategy accepted = new HeaderContentNegotiationStrategy();
        return new WebMvcConfigurer() {
            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters.configureMessageConvertersList(
                        all -> all.removeIf(converter -> converter instanceof JacksonCborHttpMessageConverter));
            }

            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
                negotiation.strategies(
                        List.of(request -> isProbe(request) ? accepted.resolveMediaTypes(request) : JSON));
            }

            private boolean isProbe(NativeWebRequest request) {
                HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
                return http != null && ManagementPort.has(http);
            }
        };
    }

    /**
     * Two members of one name mean two things to two readers. The framework's own mapper would look for serializers among
     * all beans, at each start.
     */
    @Bean
    JsonMapper json() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** Exceptions of controllers leave the framework too, so that one filter answers all of them. */
    @Bean
    WebMvcConfigurer failuresOfControllers() {
        return new WebMvcConfigurer() {
            @Override
            public void configureHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
                // One that resolves nothing: none at all would bring those of the framework.
                resolvers.add((request, response, handler, failure) -> null);
            }
        };
    }
}
