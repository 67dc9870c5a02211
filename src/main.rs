fn main() {
    let g = erfa::platform::graphql::gated::Gated::new(erfa::schema::builder(), Default::default())
        .unwrap();
    print!("{}", g.sdl());
}
