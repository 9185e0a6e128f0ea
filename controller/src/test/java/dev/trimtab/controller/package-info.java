@NullMarked
package dev.trimtab.controller;

import org.jspecify.annotations.NullMarked;
