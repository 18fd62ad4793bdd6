/* Show a password while its button is pressed in; the forms it stands in work without. */
on('click', event => {
  const button = event.target.closest('[data-reveal]');
  if (!button) return;
  const field = document.getElementById(button.getAttribute('aria-controls'));
  const hidden = field.type === 'password';
  field.type = hidden ? 'text' : 'password';
  button.setAttribute('aria-pressed', hidden);
});
