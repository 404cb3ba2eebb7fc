/** The operator: its parts, made and tied together. */
package io.zonekeeper.controllers;
