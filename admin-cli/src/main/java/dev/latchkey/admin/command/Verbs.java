package dev.latchkey.admin.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The verbs of a noun, in the order of their names. Each is a class with one method that is a command, and is made with the
 * session.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Verbs {
    Class<?>[] value();
}
