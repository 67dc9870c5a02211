fn main() {
    print!("{}", erfa::schema::build().sdl());
}
