/* door:6 */
