"""My account: profile, photo, and the names by which I am found."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from kimhub.accounts import photos, profile
from kimhub.accounts.mails import ask_confirmation
from kimhub.accounts.photos import Photo
from kimhub.accounts.policy import can_see_photo
from kimhub.accounts.service import account_of
from kimhub.accounts.tables import User
from kimhub.accounts.web_entry import client_of
from kimhub.core import files
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.mail import is_configured
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.wilayah import picker


@get("/pengaturan", name="accounts:settings", **allow(signed_in))
async def show_settings(actor: Me) -> Page:
    person = await account_of(actor)
    return Page("accounts/settings.html", store=False, form=_typed(person), **await _settings(person))


@post("/pengaturan", **allow(signed_in))
async def save_settings(actor: Me, form: FormData) -> Page:
    """Name, place and who sees the phone; only these, whatever else is sent."""
    person = await account_of(actor)
    choice = await picker.resolve(form, "wilayah")
    errors = choice.errors if form.get("wilayah_q", "").strip() else {}
    if choice.asked or errors:
        return await _settings_again(person, form, errors, choice)
    try:
        await profile.update_profile(person, form, choice.place.code if choice.place else None)
    except Invalid as no:
        return await _settings_again(person, form, no.errors, choice)
    fresh = await account_of(actor)
    return Page(
        "accounts/settings.html",
        "profile",
        then="/pengaturan",
        flash=_("Profil Anda tersimpan."),
        form=_typed(fresh),
        **await _settings(fresh),
    )


@post("/pengaturan/foto", request_max_body_size=photos.LARGEST + 100_000, **allow(signed_in))
async def save_photo(actor: Me, files: Files) -> Page | Redirect:
    person = await account_of(actor)
    try:
        if not files.get("photo"):
            raise Invalid(photo=_("Pilih satu foto dulu."))
        await photos.change_photo(person, files["photo"][0])
    except Invalid as no:
        return Page(
            "accounts/settings.html",
            status=422,
            store=False,
            form=_typed(person),
            errors=no.errors,
            **await _settings(person),
        )
    return Redirect("/pengaturan", _("Foto Anda tersimpan."))


@post("/pengaturan/foto/hapus", **allow(signed_in))
async def remove_photo(actor: Me) -> Redirect:
    await photos.remove_photo(await account_of(actor))
    return Redirect("/pengaturan", _("Foto Anda dihapus."))


@get(["/pengaturan/foto", "/pengaturan/foto/hapus"], **allow(signed_in))
async def photo_page() -> Redirect:
    return Redirect("/pengaturan")


@get("/foto/{user_id:int}", **allow(can_see_photo, photo=photos.get_photo))
async def show_photo(photo: NamedDependency[Photo]) -> RangeFile:
    """Links carry a part of the key, so a new photo has a new address."""
    return stored_file(
        files.store(), photo.key, size=photo.size, mime="image/webp", name="foto.webp", inline=True
    )


@get("/pengaturan/kontak", **allow(signed_in))
async def show_contacts(actor: Me) -> Page:
    person = await account_of(actor)
    return Page("accounts/contacts.html", store=False, form=_contacts(person), mail=is_configured())


@post("/pengaturan/kontak", **allow(signed_in))
async def save_contacts(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """A new phone number, user name or address, after the password was asked again."""
    person = await account_of(actor)
    try:
        email = await profile.update_contacts(person, form, client_of(request), is_configured())
    except Invalid as no:
        return Page(
            "accounts/contacts.html",
            "contacts",
            status=422,
            store=False,
            form=form,
            errors=no.errors,
            mail=is_configured(),
        )
    if email:
        await ask_confirmation(person.id, email)
        return Redirect(
            "/pengaturan/kontak",
            _("Tersimpan. Kami mengirim surat ke %(email)s; buka tautan di dalamnya.") % {"email": email},
        )
    return Redirect("/pengaturan/kontak", _("Kontak Anda tersimpan."))


@get("/pengaturan/email/{token:str}", **allow(anyone, before_must=True))
async def show_email(token: FromPath[str]) -> Page:
    """Where the letter to a new address leads; a button confirms, so that a mail scanner cannot."""
    email = await profile.find_email(token)
    if email is None:
        return Page("accounts/too_late.html", status=404, store=False, again="/pengaturan/kontak")
    return Page("accounts/email.html", store=False, email=email, token=token)


@post("/pengaturan/email/{token:str}", **allow(anyone, before_must=True))
async def confirm_email(token: FromPath[str]) -> Page | Redirect:
    try:
        await profile.confirm_email(token)
    except NotFound:
        return Page("accounts/too_late.html", status=404, store=False, again="/pengaturan/kontak")
    return Redirect("/pengaturan/kontak", _("Alamat email Anda sudah benar dan tersimpan."))


async def _settings(person: User) -> dict[str, Any]:
    """What the page shows besides the form."""
    return {
        "person": person,
        "choice": await picker.begin("wilayah", person.wilayah_code),
        "largest": photos.LARGEST,
    }


async def _settings_again(
    person: User, form: dict[str, str], errors: dict[str, str], choice: picker.Choice
) -> Page:
    return Page(
        "accounts/settings.html",
        "profile",
        status=422 if errors else 200,
        store=False,
        form=form,
        errors=errors,
        person=person,
        choice=choice,
        largest=photos.LARGEST,
    )


def _typed(person: User) -> dict[str, str]:
    return {"name": person.name, "phone_visible": "on" if person.phone_visible else ""}


def _contacts(person: User) -> dict[str, str]:
    shown = {"username": person.username, "phone": person.phone, "email": person.email}
    return {name: value or "" for name, value in shown.items()}


HANDLERS = [
    show_settings,
    save_settings,
    save_photo,
    remove_photo,
    photo_page,
    show_photo,
    show_contacts,
    save_contacts,
    show_email,
    confirm_email,
]
